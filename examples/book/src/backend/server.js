import { createServer } from "node:http";

// Stands for the backend of your own.
createServer((_, response) => response.end("backend\n")).listen(8080);
