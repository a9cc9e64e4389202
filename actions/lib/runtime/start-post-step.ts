// dist/NAME/post.js, where a post step starts.
import { endPostStep } from "./post-step.ts";

if (!endPostStep()) {
  // Not written as a URL of two parts: the bundler would copy the file that it names.
  const action = import.meta.url.replace(/[^/]+$/, "index.js");
  await import(/* webpackIgnore: true */ action);
}
