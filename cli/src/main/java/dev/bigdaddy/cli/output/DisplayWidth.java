package dev.bigdaddy.cli.output;

/// How many columns of a terminal a text takes: none for combining marks, two for East Asian wide
/// characters and emoji, else one.
public final class DisplayWidth {

  /// First and last of the wide ranges below the supplementary planes, in order.
  private static final int[] WIDE = {
    0x1100, 0x115F, 0x2E80, 0x303E, 0x3041, 0x33FF, 0x3400, 0x4DBF, 0x4E00, 0x9FFF, 0xA000, 0xA4CF,
    0xA960, 0xA97C, 0xAC00, 0xD7A3, 0xF900, 0xFAFF, 0xFE10, 0xFE19, 0xFE30, 0xFE6F, 0xFF00, 0xFF60,
    0xFFE0, 0xFFE6, 0x1F200, 0x1F265, 0x20000, 0x3FFFD,
  };

  private DisplayWidth() {}

  /// The width of a text without line breaks.
  public static int of(String text) {
    int width = 0;
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      width += ofCodePoint(codePoint);
      i += Character.charCount(codePoint);
    }
    return width;
  }

  static int ofCodePoint(int codePoint) {
    if (codePoint < 0x300) {
      return 1;
    }
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default -> isWide(codePoint) ? 2 : 1;
    };
  }

  private static boolean isWide(int codePoint) {
    if (Character.isEmojiPresentation(codePoint)) {
      return true;
    }
    for (int i = 0; i < WIDE.length; i += 2) {
      if (codePoint <= WIDE[i + 1]) {
        return codePoint >= WIDE[i];
      }
    }
    return false;
  }
}
