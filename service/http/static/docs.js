// Swagger UI over the contract, which asks the service from where this page came, whatever is before it.
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
  spec.security ??= [{ key: [] }]; // so that a key, where one is given, is sent whatever is tried
  SwaggerUIBundle({ spec, domNode: main, validatorUrl: null, defaultModelsExpandDepth: 0 });
} catch (error) {
  main.textContent = `The contract cannot be read. ${error.message}`;
}
