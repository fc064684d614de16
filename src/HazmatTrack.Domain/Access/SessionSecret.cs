namespace HazmatTrack.Domain.Access;

/// <summary>
/// The secret of a person's session, which only the browser has: 256 random bits as 43 characters of <c>0-9A-Za-z</c>. The session's id is its hash, so that
/// nobody who reads the store can continue a session.
/// </summary>
public static class SessionSecret
{
    /// <summary>Characters of a secret.</summary>
    public const int Length = 43;

    /// <summary>Makes a secret, and the id of its session.</summary>
    /// <param name="random">Bytes of a cryptographic random number generator, 32 of them.</param>
    /// <exception cref="ArgumentException">There are more or fewer bytes.</exception>
    public static (string Text, SecretHash Id) Make(ReadOnlySpan<byte> random)
    {
        if (random.Length != SecretHash.Size)
        {
            throw new ArgumentException($"A session's secret is made of {SecretHash.Size} random bytes; {random.Length} were given.", nameof(random));
        }

        Span<char> text = stackalloc char[Length];
        Base62.Write(random, text);
        return (new(text), SecretHash.FromSecret(random));
    }

    /// <summary>The id of the session whose secret a text is; false for what is no secret. Allocates nothing.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out SecretHash id)
    {
        id = default;
        Span<byte> number = stackalloc byte[SecretHash.Size];
        if (text.Length != Length || !Base62.TryRead(text, number))
        {
            return false;
        }

        id = SecretHash.FromSecret(number);
        number.Clear();
        return true;
    }
}
