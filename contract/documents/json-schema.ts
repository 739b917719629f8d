import { z } from 'zod';
import { type DocumentKind, documentSchemas } from './documents.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * The JSON Schema (2020-12) of a kind, for editors. Editors type YAML scalars themselves where Holdpoint reads
 * text, so a text may be a number there; `x-…` keys are free.
 */
export function jsonSchemaOf(kind: DocumentKind): JsonSchema {
  const schema = z.toJSONSchema(documentSchemas[kind], {
    io: 'input',
    unrepresentable: 'any',
    reused: 'ref',
    override: ({ jsonSchema }) => loosen(jsonSchema),
  });
  return { ...schema, title: `Holdpoint ${kind}` };
}

function loosen(schema: JsonSchema): void {
  if (schema.type === 'object' && schema.additionalProperties === false) schema.patternProperties = { '^x-': {} };
  if (schema.type !== 'string' || schema.enum !== undefined || schema.const !== undefined) return;
  const scalar = schema['x-scalar'];
  delete schema['x-scalar'];
  if (scalar === 'boolean') {
    delete schema.type;
    schema.enum = [true, false, 'true', 'false'];
  } else {
    schema.type = scalar === undefined ? ['string', 'number', 'boolean'] : ['string', 'integer'];
  }
}
