/// What shows that crashes, failing disks and losses of power lose and tear nothing.
@org.jspecify.annotations.NullMarked
package dev.bigdaddy.testkit.crash;
