/**
 * Returns the first part of a configuration: its backend, the variable `text`, which is not secret, and the variable
 * `password`, which is sensitive.
 * @param password default of the variable `password`; undefined: no default
 */
export const passwordVariables = (password?: string): string => `terraform {
  backend "s3" {}
}
variable "text" {
  type    = string
  default = "first"
}
variable "password" {
  type      = string
  sensitive = true
${password === undefined ? "" : `  default   = "${password}"\n`}}
`;

/**
 * Returns the configuration of a workspace with one resource, whose output `text` is not secret.
 * @param password default of the variable `password`
 */
export const passwordWorkspace = (
  password: string,
): string => `${passwordVariables(password)}resource "terraform_data" "web" {
  input = { text = var.text, password = var.password }
}
output "text" {
  value = terraform_data.web.output.text
}
`;
