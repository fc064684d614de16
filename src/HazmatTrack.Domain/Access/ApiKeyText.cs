using System.Buffers.Binary;
using System.Numerics;

namespace HazmatTrack.Domain.Access;

/// <summary>
/// The text of an API key: <c>hzt_ID_SECRET_CHECK</c>. The id has 12 characters, the secret is a number of 256 bits in 43, and the check is the CRC-32C
/// (RFC 9260, appendix A) of everything before it in 6, all of <c>0-9A-Za-z</c>. The prefix lets scanners find a key that was published by mistake; the check
/// tells a mistyped key apart without a query.
/// </summary>
public static class ApiKeyText
{
    public const int IdLength = 12;

    /// <summary>Characters of a key.</summary>
    public const int Length = 67;

    /// <summary>Random bytes that a key is made of: 9 for the id, 32 for the secret.</summary>
    public const int RandomLength = IdRandom + SecretHash.Size;

    private const string Prefix = "hzt_";
    private const int IdRandom = 9;
    private const int SecretAt = 17;
    private const int SecretLength = 43;
    private const int CheckAt = 61;

    /// <summary>What a key looks like, for answers. They never repeat what was sent.</summary>
    public static readonly LocalText Expected = new(
        "API 密钥的格式不正确或输入有误；应为 hzt_ 开头的 67 个字符，请完整复制签发时显示的密钥。",
        "The API key is malformed or mistyped; expected 67 characters that begin with hzt_. Copy the key whole as it was shown when it was issued.");

    /// <summary>Makes a key.</summary>
    /// <param name="random">Bytes of a cryptographic random number generator, <see cref="RandomLength"/> of them.</param>
    /// <exception cref="ArgumentException">There are more or fewer bytes.</exception>
    public static ApiKeyDraft Make(ReadOnlySpan<byte> random)
    {
        if (random.Length != RandomLength)
        {
            throw new ArgumentException($"A key is made of {RandomLength} random bytes; {random.Length} were given.", nameof(random));
        }

        Span<char> text = stackalloc char[Length];
        Prefix.CopyTo(text);
        Base62.Write(random[..IdRandom], text.Slice(Prefix.Length, IdLength));
        text[SecretAt - 1] = '_';
        Base62.Write(random[IdRandom..], text.Slice(SecretAt, SecretLength));
        text[CheckAt - 1] = '_';
        WriteCheck(text[..(CheckAt - 1)], text[CheckAt..]);
        return new(new(text), new(text.Slice(Prefix.Length, IdLength)), SecretHash.FromSecret(random[IdRandom..]));
    }

    /// <summary>Reads a key; false for every text that was not issued as one. Allocates nothing.</summary>
    /// <param name="id">The id, a part of the text.</param>
    /// <param name="secret">The hash of the secret.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out ReadOnlySpan<char> id, out SecretHash secret)
    {
        id = default;
        secret = default;
        if (text.Length != Length || !text.StartsWith(Prefix) || text[SecretAt - 1] != '_' || text[CheckAt - 1] != '_'
            || !Base62.AreDigits(text.Slice(Prefix.Length, IdLength)))
        {
            return false;
        }

        Span<byte> number = stackalloc byte[SecretHash.Size];
        Span<char> check = stackalloc char[Length - CheckAt];
        if (!Base62.TryRead(text.Slice(SecretAt, SecretLength), number))
        {
            return false;
        }

        WriteCheck(text[..(CheckAt - 1)], check);
        if (!check.SequenceEqual(text[CheckAt..]))
        {
            return false;
        }

        id = text.Slice(Prefix.Length, IdLength);
        secret = SecretHash.FromSecret(number);
        number.Clear();
        return true;
    }

    /// <summary>Whether a text can be the id of a key.</summary>
    public static bool IsId(ReadOnlySpan<char> text) => text.Length == IdLength && Base62.AreDigits(text);

    private static void WriteCheck(ReadOnlySpan<char> ascii, Span<char> check)
    {
        var crc = uint.MaxValue;
        foreach (var c in ascii)
        {
            crc = BitOperations.Crc32C(crc, (byte)c);
        }

        Span<byte> number = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(number, ~crc);
        Base62.Write(number, check);
    }
}
