// Uploads files with tus-js-client, in parallel: node upload.mjs ENDPOINT COOKIE CHUNK_BYTES FILE...
// Prints the token of each file, in their order.
import { createReadStream, statSync } from "node:fs";
import { basename } from "node:path";
import { Upload } from "tus-js-client";

const [endpoint, cookie, chunkBytes, ...files] = process.argv.slice(2);

function upload(file) {
  return new Promise((done, failed) => {
    let token = "";
    new Upload(createReadStream(file), {
      endpoint,
      headers: { Cookie: cookie },
      uploadSize: statSync(file).size,
      chunkSize: Number(chunkBytes) || Infinity,
      retryDelays: Array(600).fill(250), // longer than any restart of the server on a loaded machine; the test has its own timeout
      metadata: { filename: basename(file), filetype: "application/epub+zip" },
      onAfterResponse: (_, answer) => { token = answer.getHeader("Upload-File-Token") ?? token; },
      onSuccess: () => done(token),
      onError: failed,
    }).start();
  });
}

console.log((await Promise.all(files.map(upload))).join("\n"));
