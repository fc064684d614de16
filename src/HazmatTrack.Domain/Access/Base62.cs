namespace HazmatTrack.Domain.Access;

/// <summary>Numbers written with digits and letters alone, so that a double click selects them whole: <c>0-9A-Za-z</c> in the order of their values.</summary>
internal static class Base62
{
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>Writes a number with leading zeros; of one that is too large for the text, the digits of the lowest places.</summary>
    /// <param name="number">The number, its highest byte first; 32 bytes at most.</param>
    public static void Write(ReadOnlySpan<byte> number, Span<char> text)
    {
        Span<byte> rest = stackalloc byte[number.Length];
        number.CopyTo(rest);
        for (var i = text.Length - 1; i >= 0; i--)
        {
            var remainder = 0;
            foreach (ref var b in rest)
            {
                var value = (remainder << 8) | b;
                (b, remainder) = ((byte)(value / 62), value % 62);
            }

            text[i] = Digits[remainder];
        }

        rest.Clear();
    }

    /// <summary>Reads a number; false for another character, and for a number that is too large for the bytes.</summary>
    /// <param name="number">The number, its highest byte first.</param>
    public static bool TryRead(ReadOnlySpan<char> text, Span<byte> number)
    {
        number.Clear();
        foreach (var c in text)
        {
            var carry = Value(c);
            if (carry < 0)
            {
                return false;
            }

            for (var i = number.Length - 1; i >= 0; i--)
            {
                carry += number[i] * 62;
                number[i] = (byte)carry;
                carry >>= 8;
            }

            if (carry != 0)
            {
                return false;
            }
        }

        return true;
    }

    public static bool AreDigits(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (Value(c) < 0)
            {
                return false;
            }
        }

        return true;
    }

    private static int Value(char c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'A' and <= 'Z' => c - 'A' + 10,
        >= 'a' and <= 'z' => c - 'a' + 36,
        _ => -1,
    };
}
