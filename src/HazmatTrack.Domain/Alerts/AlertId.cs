using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Domain.Alerts;

/// <summary>
/// An alert's id: 20 characters of <c>0-9a-z</c> without i, l, o, u, made of vehicle, rule, key and first onset alone. A silo that finds
/// the same thing again, after a crash or instead of another silo, gives it the same id. 100 bits of SHA-256: among a billion alerts
/// two share an id with a chance below 1 in 10¹².
/// </summary>
public readonly record struct AlertId : IComparable<AlertId>
{
    public const int Length = 20;

    /// <summary>Crockford's base 32: no letter that is mistaken for a digit over the telephone.</summary>
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    private static readonly SearchValues<char> s_allowed = SearchValues.Create(Alphabet);

    private readonly string? _text;

    private AlertId(string text) => _text = text;

    public static AlertId From(VehicleId vehicle, FindingIdentity identity)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, vehicle.ToString());
        Append(hash, identity.Rule);
        Append(hash, identity.Key);
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(number, identity.FirstOnset.UnixMilliseconds);
        hash.AppendData(number);

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        Span<char> text = stackalloc char[Length];
        for (var i = 0; i < Length; i++)
        {
            var bit = i * 5;
            var window = BinaryPrimitives.ReadUInt16BigEndian(digest[(bit / 8)..]);
            text[i] = Alphabet[(window >> (11 - (bit % 8))) & 31];
        }

        return new(new string(text));
    }

    /// <summary>False for anything that is not 20 characters of the alphabet.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out AlertId id)
    {
        id = default;
        if (text is not { Length: Length } || text.AsSpan().IndexOfAnyExcept(s_allowed) >= 0)
        {
            return false;
        }

        id = new(text);
        return true;
    }

    /// <exception cref="FormatException">The text is not an alert id.</exception>
    public static AlertId Parse(string text) => TryParse(text, out var id)
        ? id
        : throw new FormatException($"'{text}' is not an alert id; expected {Length} characters of 0-9 and a-z without i, l, o, u.");

    public int CompareTo(AlertId other) => string.CompareOrdinal(_text, other._text);

    public override string ToString() => _text ?? throw new InvalidOperationException("This alert id was never set.");

    /// <summary>Adds a text with its length before it, so that no two lists of texts give the same bytes.</summary>
    private static void Append(IncrementalHash hash, string text)
    {
        Span<byte> length = stackalloc byte[4];
        var bytes = Encoding.UTF8.GetBytes(text);
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
