/**
 * A resource of the root module, as `terraform show -json` gives it.
 * @param sensitive `true` in place of each value that is sensitive
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
