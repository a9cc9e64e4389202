import { createServer } from "node:http";

// Stands for the frontend of your own.
createServer((_, response) => response.end("frontend\n")).listen(8080);
