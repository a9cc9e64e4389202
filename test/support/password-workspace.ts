/**
 * The configuration of a workspace with one resource, whose output `text` is not secret, and a sensitive variable.
 * @param password default of the variable `password`
 */
export const passwordWorkspace = (password: string): string => `terraform {
  backend "s3" {}
}
variable "text" {
  type    = string
  default = "first"
}
variable "password" {
  type      = string
  sensitive = true
  default   = "${password}"
}
resource "terraform_data" "web" {
  input = { text = var.text, password = var.password }
}
output "text" {
  value = terraform_data.web.output.text
}
`;
