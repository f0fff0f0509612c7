import { ActionIcon, Menu, useMantineColorScheme } from "@mantine/core";
import { CheckIcon, DisplayIcon } from "../icons.tsx";
import { chooseLanguage, language, languages, type Language } from "../language.ts";
import { text } from "../texts.ts";

const themes = ["auto", "light", "dark"] as const;

/** Language and colours, kept in this browser. */
export function DisplayMenu() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={text.nav.settings}><DisplayIcon /></ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{text.nav.language}</Menu.Label>
        {(Object.keys(languages) as Language[]).map((each) => (
          <Menu.Item key={each} lang={each} aria-current={each === language} rightSection={each === language ? <CheckIcon size={14} /> : null} onClick={() => chooseLanguage(each)}>{languages[each]}</Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{text.nav.theme}</Menu.Label>
        {themes.map((each) => (
          <Menu.Item key={each} aria-current={each === colorScheme} rightSection={each === colorScheme ? <CheckIcon size={14} /> : null} onClick={() => setColorScheme(each)}>{text.nav.themes[each]}</Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
