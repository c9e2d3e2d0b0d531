/** Whether a code could be a currency's: three letters of ISO 4217, in capitals. */
export const isCurrency = (code: string): boolean => /^[A-Z]{3}$/.test(code);
