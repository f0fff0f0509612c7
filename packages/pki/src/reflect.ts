/** `@peculiar/x509` wires itself by decorators and needs this before it is loaded. */
import "reflect-metadata";
