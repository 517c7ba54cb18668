import js from "@eslint/js";
import importX, { createNodeResolver } from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/** The rooms of the provider, from the program down to the wire. A room imports itself and the rooms below it. */
const ROOMS = ["provider/hosts", "provider/resources", "provider/swr", "provider/http"];
const back = ROOMS.flatMap((target, at) =>
  [
    "sdk",
    "provider/index.ts",
    ...ROOMS.slice(0, at),
    ...(at > 0 ? ["provider/registry.ts", "provider/check.ts"] : []),
  ].map((from) => ({
    target: `./${target}`,
    from: `./${from}`,
    message: "The arrows go sdk → hosts → resources → swr → http.",
  })),
);

export default tseslint.config(
  { ignores: ["dist", "**/*.js", "**/node_modules", "**/*.d.ts"] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    plugins: { "import-x": importX },
    settings: { "import-x/resolver-next": [createNodeResolver({ extensions: [".ts", ".js", ".json"] })] },
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ["eslint.config.mjs"] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/no-unused-vars": ["error", { varsIgnorePattern: "^_", argsIgnorePattern: "^_" }],
      "@typescript-eslint/dot-notation": "off",
      "import-x/no-cycle": "error",
      "import-x/no-restricted-paths": [
        "error",
        {
          zones: [
            ...back,
            {
              target: "./sandbox",
              from: ["./provider", "./sdk"],
              message: "The sandbox shares nothing with what it tests.",
            },
            { target: ["./provider", "./sdk"], from: "./sandbox" },
            {
              target: "./sdk",
              from: "./provider",
              message: "Programs reach the provider through the dynamic host only.",
            },
          ],
        },
      ],
    },
  },
  {
    files: ["provider/**"],
    ignores: ["provider/hosts/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [{ group: ["@pulumi/*"], message: "Only hosts/ and sdk/ know Pulumi." }] },
      ],
    },
  },
  {
    files: ["provider/**", "sdk/**"],
    ignores: ["provider/http/transport.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [{ group: ["axios"], message: "Only http/transport.ts knows axios." }] },
      ],
    },
  },
  {
    files: ["provider/resources/**", "provider/swr/**", "provider/http/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [{ group: ["@pulumi/*"] }, { group: ["axios"] }], paths: [] },
      ],
    },
  },
  {
    files: ["provider/http/transport.ts"],
    rules: { "no-restricted-imports": ["error", { patterns: ["@pulumi/*"] }] },
  },
  { files: ["eslint.config.mjs"], extends: [tseslint.configs.disableTypeChecked] },
);
