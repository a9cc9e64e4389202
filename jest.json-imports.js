// GitHub's parser packages are built for bundlers and import JSON without `with { type: "json" }`:
// https://github.com/actions/languageservices. Jest warns about that on every run and will refuse it in its next major
// version.
export default {
  process: (source) => ({
    code: source.replace(/(import \w+ from "[^"]+\.json");/g, '$1 with { type: "json" };'),
  }),
};
