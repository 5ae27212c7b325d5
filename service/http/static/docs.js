// Swagger UI for the OpenAPI document. It calls the service under the path prefix of this page.
const dark = matchMedia("(prefers-color-scheme: dark)");
const shade = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", shade);
shade();

const home = new URL(".", location.href);
const main = document.getElementById("swagger");
try {
  const response = await fetch(new URL("openapi.json", home));
  if (!response.ok) throw new Error(`openapi.json: ${response.status} ${response.statusText}`);
  const spec = await response.json();
  spec.servers = [{ url: home.href.replace(/\/$/, "") }];
  spec.security ??= [{ key: [] }]; // sends the key, if there is one, with every request
  SwaggerUIBundle({ spec, domNode: main, validatorUrl: null, defaultModelsExpandDepth: 0 });
} catch (error) {
  main.textContent = `Cannot read the OpenAPI document. ${error.message}`;
}
