// Reads documents as the parsers of their users do. Arguments: openapi FILE or asyncapi FILE, any number of times.
// Prints a line for each error and ends with 1 if there are any.
import { readFile } from 'node:fs/promises';
import SwaggerParser from '@apidevtools/swagger-parser';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Parser } from '@asyncapi/parser';

const asyncParser = new Parser();

async function openapi(text) {
  const result = await new Validator().validate(JSON.parse(text));
  const errors = result.valid ? [] : [].concat(result.errors).map((error) => JSON.stringify(error));
  await SwaggerParser.validate(JSON.parse(text)).catch((error) => errors.push(error.message));
  return errors;
}

async function asyncapi(text) {
  const { diagnostics } = await asyncParser.parse(text);
  return diagnostics
    .filter((found) => found.severity === 0 || found.code.includes('example'))
    .map((found) => `${found.path.join('.')}: ${found.message} (${found.code})`);
}

let errors = 0;
const args = process.argv.slice(2);
for (let i = 0; i < args.length; i += 2) {
  const text = await readFile(args[i + 1], 'utf8');
  for (const error of await (args[i] === 'openapi' ? openapi(text) : asyncapi(text))) {
    errors++;
    console.log(`${args[i + 1]}: ${error}`);
  }
}
process.exitCode = errors === 0 ? 0 : 1;
