/** The door of the proofs. */
export { digitsKnown, roundingEffect, skeelCondition } from './sensitivity.js';
export type { IProof, IVerification, IVerified, ProofBy, ProofStrength } from './types.js';
export { type IVerifiedOptions, type IVerifyOptions, invVerified, verify } from './verify.js';
