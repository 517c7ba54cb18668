import js from "@eslint/js";
import tseslint from "typescript-eslint";

/** The folders of the provider, in layers from the program down to the network. A folder imports from itself and from layers below. */
const LAYERS = [["hosts"], ["resources", "functions"], ["swr"], ["http"]];
const ARROWS =
  "The arrows go sdk → hosts → resources and functions → swr → http, never backwards and not sideways.";

/** Imports that reach one of these folders, however deep the importing file is. */
const reaching = (folders, message) => ({ regex: `(^|/)(${folders.join("|")})(/|$)`, message });
const AXIOS = { regex: "^axios$", message: "Only http/transport.ts knows axios." };
const PULUMI = { regex: "^@pulumi/", message: "Only hosts/ and sdk/ know Pulumi." };
const SANDBOX = reaching(["sandbox"], "What users get imports nothing of the sandbox, which tests it.");
const refuse = (...patterns) => ({ "no-restricted-imports": ["error", { patterns }] });

const directions = [
  {
    files: ["sdk/**"],
    ignores: ["sdk/door.ts"],
    rules: refuse(AXIOS, SANDBOX, reaching(["provider"], "Programs reach the provider through the host.")),
  },
  {
    // Code that runs in the program, without a host, imports the provider's public module only, as a host's loader does.
    files: ["sdk/door.ts"],
    rules: refuse(
      AXIOS,
      SANDBOX,
      reaching(["provider/.*"], "Programs use the provider's public module only."),
    ),
  },
  {
    files: ["sandbox/**"],
    rules: refuse(reaching(["provider", "sdk"], "The sandbox shares nothing with what it tests.")),
  },
  {
    // Commands talk to the cloud through the provider's folders; the policy pack looks only at a program's resources.
    files: ["cli/**", "policyPack/**"],
    rules: refuse(AXIOS, SANDBOX, reaching(["sdk"], "Commands use provider/.")),
  },
  {
    files: ["provider/*.ts", "provider/lifecycle/**"],
    rules: refuse(AXIOS, PULUMI, SANDBOX, reaching(["sdk"], ARROWS)),
  },
  ...LAYERS.flatMap((layer, at) =>
    layer.map((folder) => ({
      files: [`provider/${folder}/**`],
      ignores: ["provider/http/transport.ts"],
      rules: refuse(
        ...[AXIOS, SANDBOX, ...(folder === "hosts" ? [] : [PULUMI])],
        reaching(
          ["sdk", ...LAYERS.slice(0, at).flat(), ...layer.filter((other) => other !== folder)],
          ARROWS,
        ),
        // The public module and the registry import from every folder, so only the hosts may import them.
        ...(folder === "hosts" ? [] : [{ regex: "^(\\.\\./)+(index|registry|check)$", message: ARROWS }]),
      ),
    })),
  ),
];

const EVERY_TEST =
  "Every test runs. Only those in a browser are skipped, with the reason, where there is none.";
const skipped = (selector) => ({ selector, message: EVERY_TEST });

export default tseslint.config(
  // This example imports a package that is generated when it is run.
  { ignores: ["examples/typescript-plugin"] },
  { ignores: ["dist", "reports", "**/*.js", "**/node_modules", "**/*.d.ts"] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ["*.config.mjs"] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/no-unused-vars": ["error", { varsIgnorePattern: "^_", argsIgnorePattern: "^_" }],
      "@typescript-eslint/dot-notation": "off",
      // `interface Inputs extends InputsOf<…> {}` gives an inferred type a name, for errors and for whoever reads it.
      "@typescript-eslint/no-empty-object-type": ["error", { allowInterfaces: "with-single-extends" }],
    },
  },
  ...directions,
  {
    files: ["tests/**"],
    ignores: ["tests/cli/html/browser.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        skipped("MemberExpression[property.name='skip']"),
        skipped("CallExpression[callee.name=/^x(it|describe|context|specify)$/]"),
        skipped("CallExpression[callee.name=/^(it|specify)$/][arguments.length=1]"),
      ],
    },
  },
  { files: ["*.config.mjs"], extends: [tseslint.configs.disableTypeChecked] },
);
