import { useEffect, useState } from "preact/hooks";

const system = matchMedia("(prefers-color-scheme: dark)");

/** Light or dark: as the system says, until the reader chooses. */
export function useTheme(): { isDark: boolean; onTheme: () => void } {
  const [isSystemDark, setSystemDark] = useState(system.matches);
  const [chosen, setChosen] = useState<boolean>();
  useEffect(() => {
    const change = (): void => {
      setSystemDark(system.matches);
    };
    system.addEventListener("change", change);
    return () => {
      system.removeEventListener("change", change);
    };
  }, []);
  const isDark = chosen ?? isSystemDark;
  useEffect(() => {
    document.documentElement.dataset["theme"] = isDark ? "dark" : "light";
  }, [isDark]);
  const onTheme = (): void => {
    setChosen(!isDark);
  };
  return { isDark, onTheme };
}
