/**
 * The only import of the web framework. The build replaces this file in `dist/` by one that holds the framework too, so that
 * users of the provider, most of whom never start an emulator, need not install it.
 */
export { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
