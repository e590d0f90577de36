/// Sessions and their transactions: the way from a text to its answer.
@org.jspecify.annotations.NullMarked
package dev.bigdaddy.conductor.session;
