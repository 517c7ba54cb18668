/**
 * For each Ajv over schemas of our own. They are constants: to hold them against the schema of schemas at every start
 * took a tenth of a second of each command. What a keyword does not take is refused all the same.
 */
export const OWN_SCHEMAS = { meta: false, validateSchema: false } as const;
