/**
 * Returns a resource of the root module, as `terraform show -json` prints it.
 * @param sensitive has `true` at the place of each sensitive value
 */
export const stateResource = (
  type: string,
  name: string,
  values: object,
  sensitive: object = {},
) => ({
  address: `${type}.${name}`,
  mode: "managed",
  type,
  name,
  values,
  sensitive_values: sensitive,
});
