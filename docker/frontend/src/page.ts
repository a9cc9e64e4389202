import type { Backend, Message } from "./backend.ts";
import { log } from "./server.ts";
import type { Answer, Service } from "./server.ts";

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Returns text that is safe in HTML content and in quoted attributes. */
export const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>body { font: 1rem/1.5 system-ui, sans-serif; margin: 3rem auto; max-width: 40rem; padding: 0 1rem; }</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
${body}
</body>
</html>
`;

const html = (status: number, body: string): Answer => ({ status, type: "text/html", body });

const messagePage = ({ message, version, hostname }: Message, own: string): string =>
  page(
    message,
    `<p>Backend version <code>${escapeHtml(version)}</code> on <code>${escapeHtml(hostname)}</code></p>
<p>Frontend version <code>${escapeHtml(own)}</code></p>`,
  );

/** Serves `GET /`: a page with the backend's message, or 502 with a page that says that the backend does not answer. */
export const pageOf = (backend: Backend, version: string): Service => ({
  async get(path) {
    if (path !== "/") return html(404, page("Not found", "<p>There is only one page.</p>"));
    try {
      return html(200, messagePage(await backend.message(), version));
    } catch (error) {
      log("error", "the backend gave no message", { error: String(error) });
      return html(502, page("The backend does not answer", "<p>Please try again in a moment.</p>"));
    }
  },
  ready: () => backend.ready(),
});
