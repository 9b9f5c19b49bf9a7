import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Authentic, SignedRequest } from './authenticate.ts';

/** What is known of who sent a request, kept with it from before its body is parsed. */
const AUTHENTIC = Symbol('authentic');
const SIGNED = Symbol('signed');

export function rememberSenders(scope: FastifyInstance): void {
  scope.decorateRequest(AUTHENTIC, null);
  scope.decorateRequest(SIGNED, null);
}

export function keepAuthentic(request: FastifyRequest, authentic: Authentic): void {
  request.setDecorator(AUTHENTIC, authentic);
}

/** The terminal that was found to have sent it; `undefined` while nobody is. */
export function senderOf(request: FastifyRequest): string | undefined {
  return request.getDecorator<Authentic | null>(AUTHENTIC)?.terminal.terminal;
}

/** Throws where the route asked for no authentic request. */
export function authenticOf(request: FastifyRequest): Authentic {
  return kept(request.getDecorator<Authentic | null>(AUTHENTIC));
}

export function keepSigned(request: FastifyRequest, signed: SignedRequest): void {
  request.setDecorator(SIGNED, signed);
}

/** As it was signed, nothing of it believed. Throws where the route kept nothing. */
export function signedOf(request: FastifyRequest): SignedRequest {
  return kept(request.getDecorator<SignedRequest | null>(SIGNED));
}

function kept<T>(value: T | null): T {
  if (value === null) throw new TypeError('this route kept nothing of its sender');
  return value;
}
