/** Hides secrets: it knows the SDK's marks of secret values, and remembers every secret text of a run. */
import { MASK, type Props, unsupported, type Value } from "./state";

export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const map = (props: Props, change: (value: Value, key: string) => Value): Props =>
  Object.fromEntries(Object.entries(props).map(([key, value]) => [key, change(value, key)]));
/** Marks the properties in `keys` as secret, in the form that the SDK expects. */
export const seal = (props: Props, keys: string[]): Props =>
  map(props, (value, key) => (keys.includes(key) ? { [SIGNATURE]: SECRET, value } : value));
/** The secrets of a run. All that is printed or saved passes through `mask`. */
export class Secrets {
  private texts: string[] = [];
  mask = (text: string): string => this.texts.reduce((masked, it) => masked.replaceAll(it, MASK), text);
  /** Remembers a secret. Short texts inside a larger one (a permission, a flag) are no secrets by themselves. */
  learn(secret: Value, shortest = 3): void {
    if (typeof secret === "object") for (const part of Object.values(secret ?? {})) this.learn(part, 8);
    if (typeof secret !== "string" || secret === UNKNOWN || secret === MASK) return;
    const forms = [secret, JSON.stringify(secret).slice(1, -1), ...secret.split("\n")];
    const texts = new Set([...this.texts, ...forms.filter((text) => text.length >= shortest)]);
    this.texts = [...texts].sort((a, b) => b.length - a.length);
  }
  /** Removes the secret marks; `secrets` names the properties that had one. */
  open(props: Props): { plain: Props; secrets: string[] } {
    const secrets: string[] = [];
    const unwrap = (value: Value, top: string): Value => {
      if (Array.isArray(value)) return value.map((item) => unwrap(item, top));
      if (value === null || typeof value !== "object") return value;
      if (!(SIGNATURE in value)) return map(value, (item) => unwrap(item, top));
      if (value[SIGNATURE] !== SECRET) throw unsupported(`assets (${top})`);
      const inner = unwrap(value["value"] ?? null, top);
      this.learn(inner);
      secrets.push(top);
      return inner;
    };
    return { plain: map(props, unwrap), secrets };
  }
}
