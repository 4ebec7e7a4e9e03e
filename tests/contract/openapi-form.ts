import { z } from 'zod';

/*
 * The parts of the OpenAPI 3.1.0 specification that our document uses, closed: a key that the specification does not
 * know, or that we never used before, is refused. https://spec.openapis.org/oas/v3.1.0
 * JSON Schemas inside are left to a validator of JSON Schema 2020-12.
 */
const jsonSchema = z.union([z.boolean(), z.record(z.string(), z.unknown())]);
const mediaTypes = z.record(z.string().regex(/^[\w.+-]+\/[\w.+*-]+$/), z.strictObject({ schema: jsonSchema }));
const securityRequirement = z.record(z.string(), z.array(z.string()));

const parameter = z
  .strictObject({
    in: z.enum(['path', 'query', 'header', 'cookie']),
    name: z.string().min(1),
    description: z.string().optional(),
    required: z.boolean().optional(),
    schema: jsonSchema,
  })
  .refine((p) => p.in !== 'path' || p.required === true, 'a path parameter is required');

const operation = z.strictObject({
  operationId: z.string().min(1),
  summary: z.string().min(1),
  description: z.string().optional(),
  tags: z.array(z.string()).optional(),
  security: z.array(securityRequirement).optional(),
  parameters: z.array(parameter).optional(),
  requestBody: z.strictObject({ required: z.boolean().optional(), content: mediaTypes }).optional(),
  responses: z
    .record(
      z.string().regex(/^([1-5]\d\d|default)$/),
      z.strictObject({ description: z.string(), content: mediaTypes.optional() }),
    )
    .refine((r) => Object.keys(r).length > 0, 'at least one response'),
});

export const openApiForm = z.strictObject({
  openapi: z.literal('3.1.0'),
  info: z.strictObject({ title: z.string(), description: z.string().optional(), version: z.string() }),
  servers: z.array(z.strictObject({ url: z.string() })).optional(),
  paths: z.record(
    z.string().startsWith('/'),
    z.strictObject({
      get: operation.optional(),
      put: operation.optional(),
      post: operation.optional(),
      delete: operation.optional(),
      patch: operation.optional(),
    }),
  ),
  components: z.strictObject({
    schemas: z.record(z.string().regex(/^[\w.-]+$/), jsonSchema).optional(),
    securitySchemes: z
      .record(z.string(), z.strictObject({ type: z.literal('http'), scheme: z.literal('bearer') }))
      .optional(),
  }),
});
export type OpenApi = z.infer<typeof openApiForm>;
export type Operation = z.infer<typeof operation>;
