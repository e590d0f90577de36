package dev.bigdaddy.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Behind a commit point all steps must be done, on however few threads.
class SideBySideTest {
  private static final int STEPS = 20;

  private static List<Runnable> steps(Set<Integer> done, int failing, Throwable failure) {
    List<Runnable> steps = new ArrayList<>();
    IntStream.range(0, STEPS)
        .forEach(
            i ->
                steps.add(
                    () -> {
                      if (i == failing && failure instanceof Error e) {
                        throw e;
                      }
                      if (i == failing && failure instanceof RuntimeException e) {
                        throw e;
                      }
                      done.add(i);
                    }));
    return steps;
  }

  @Test
  void allAreDone() {
    Set<Integer> done = ConcurrentHashMap.newKeySet();
    SideBySide.runAll(steps(done, -1, new IllegalStateException()));
    assertThat(done).hasSize(STEPS);
    SideBySide.runAll(List.of());
  }

  @Test
  void allOthersAreDoneWhereOneFails() {
    for (int failing = 0; failing < STEPS; failing++) {
      for (Throwable failure : List.of(new IllegalStateException("broken"), new LinkageError("broken"))) {
        Set<Integer> done = ConcurrentHashMap.newKeySet();
        List<Runnable> steps = steps(done, failing, failure);
        assertThatThrownBy(() -> SideBySide.runAll(steps)).isSameAs(failure);
        assertThat(done).hasSize(STEPS - 1).doesNotContain(failing);
      }
    }
  }
}
