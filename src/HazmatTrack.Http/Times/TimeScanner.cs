namespace HazmatTrack.Http.Times;

/// <summary>Reads the parts of a written time in sequence.</summary>
internal ref struct TimeScanner(ReadOnlySpan<char> text)
{
    private ReadOnlySpan<char> _rest = text;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>Reads a whole number with this many digits; returns false, and reads nothing, where there is none.</summary>
    public bool Digits(int fewest, int most, out int number)
    {
        var count = 0;
        number = 0;
        while (count < most && count < _rest.Length && char.IsAsciiDigit(_rest[count]))
        {
            number = (number * 10) + (_rest[count++] - '0');
        }

        if (count < fewest)
        {
            return false;
        }

        _rest = _rest[count..];
        return true;
    }

    /// <summary>Reads one of these characters; returns false where the next one is none of them.</summary>
    public bool Any(string characters, out char found)
    {
        found = _rest.IsEmpty ? '\0' : _rest[0];
        if (_rest.IsEmpty || !characters.Contains(found, StringComparison.Ordinal))
        {
            return false;
        }

        _rest = _rest[1..];
        return true;
    }

    public bool Any(string characters) => Any(characters, out _);

    public void SkipBlanks() => _rest = _rest.TrimStart(' ');

    /// <summary>
    /// Reads a fraction of a second of any number of digits, after its point or comma; returns 0 where there is none, false where the point has no digits.
    /// </summary>
    public bool Milliseconds(out int milliseconds)
    {
        milliseconds = 0;
        if (!Any(".,"))
        {
            return true;
        }

        var scale = 100;
        var count = 0;
        for (; count < _rest.Length && char.IsAsciiDigit(_rest[count]); count++, scale /= 10)
        {
            milliseconds += (_rest[count] - '0') * scale;
        }

        _rest = _rest[count..];
        return count > 0;
    }

    /// <summary>Reads Z, +08:00, +0800 or +08, in either case; returns false where the next is none of them.</summary>
    /// <param name="signs">The characters that count as a sign: a query decodes a plus to a space.</param>
    /// <param name="offset">The offset from UTC; at most 14 hours.</param>
    public bool Offset(string signs, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (Any("Zz"))
        {
            return true;
        }

        if (!Any(signs, out var sign) || !Digits(2, 2, out var hours))
        {
            return false;
        }

        var minutes = 0;
        var isColon = Any(":");
        if (!Digits(2, 2, out minutes) && (isColon || !IsAtEnd))
        {
            return false;
        }

        offset = new(hours, minutes, 0);
        if (minutes > 59 || offset > TimeSpan.FromHours(14))
        {
            return false;
        }

        offset = sign == '-' ? -offset : offset;
        return true;
    }
}
