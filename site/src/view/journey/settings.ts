/** What can be set: the settings of the package core/journey by their names, and the messages. */
export type Settings = { messages: string[] } & { [setting: string]: string | string[] };

/** The text that core/journey reads. */
export function text({ messages, ...settings }: Settings): string {
  const lines = messages.map((m) => `message: ${JSON.stringify(m)}`);
  for (const [name, value] of Object.entries(settings)) if (value !== "") lines.push(`${name}: ${value}`);
  return lines.join("\n");
}
