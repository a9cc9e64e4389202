// GitHub's parser packages import JSON without `with { type: "json" }`, which jest reports on every run and will refuse
// in its next major version. They are built for bundlers: https://github.com/actions/languageservices
export default {
  process: (source) => ({
    code: source.replace(/(import \w+ from "[^"]+\.json");/g, '$1 with { type: "json" };'),
  }),
};
