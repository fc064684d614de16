using CsCheck;
using HazmatTrack.Domain.Access;

namespace HazmatTrack.Domain.Tests.Access;

/// <summary>The text of an API key: what is issued is read, and nothing else is.</summary>
public sealed class ApiKeyTextTests
{
    private const string Zeros = "hzt_000000000000_0000000000000000000000000000000000000000000_";

    private static readonly Gen<byte[]> s_random = Gen.OneOf(
        Gen.Byte.Array[ApiKeyText.RandomLength],
        Gen.Const(new byte[ApiKeyText.RandomLength]),
        Gen.Const(Enumerable.Repeat((byte)255, ApiKeyText.RandomLength).ToArray()));

    [Fact]
    public void Every_key_that_is_made_is_read_with_its_id_and_the_hash_of_its_secret() => s_random.Sample(random =>
    {
        var key = ApiKeyText.Make(random);
        return key.Text.Length == ApiKeyText.Length
            && key.Text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            && ApiKeyText.TryParse(key.Text, out var id, out var secret)
            && id.SequenceEqual(key.Id)
            && ApiKeyText.IsId(id)
            && secret.Matches(key.Secret)
            && secret == SecretHash.FromSecret(random.AsSpan(ApiKeyText.RandomLength - SecretHash.Size));
    });

    [Fact]
    public void A_key_with_one_character_mistyped_is_refused() => Gen.Select(s_random, Gen.Int[0, ApiKeyText.Length - 1], Gen.Char).Sample((random, at, c) =>
    {
        var typed = ApiKeyText.Make(random).Text.ToCharArray();
        var isSame = typed[at] == c;
        typed[at] = c;
        return isSame == ApiKeyText.TryParse(typed, out _, out _);
    });

    [Fact]
    public void A_key_with_two_neighbouring_characters_swapped_is_refused() => Gen.Select(s_random, Gen.Int[0, ApiKeyText.Length - 2]).Sample((random, at) =>
    {
        var typed = ApiKeyText.Make(random).Text.ToCharArray();
        (typed[at], typed[at + 1]) = (typed[at + 1], typed[at]);
        return (typed[at] == typed[at + 1]) == ApiKeyText.TryParse(typed, out _, out _);
    });

    [Fact]
    public void No_text_that_somebody_sends_breaks_the_reading() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char.AlphaNumeric, 0, 80].Select(s => "hzt_" + s)).Sample(text => !ApiKeyText.TryParse(text, out _, out _));

    [Fact]
    public void A_key_is_read_in_its_one_spelling_alone()
    {
        var text = ApiKeyText.Make(new byte[ApiKeyText.RandomLength]).Text;
        Assert.StartsWith(Zeros, text, StringComparison.Ordinal);
        Assert.All(
            new[]
            {
                "", text[..^1], text + "0", " " + text, text.ToUpperInvariant(), text.Replace("hzt_", "hzx_", StringComparison.Ordinal), text.Replace('_', '-'),
            },
            t => Assert.False(ApiKeyText.TryParse(t, out _, out _)));

        // 43 characters have room for slightly more than 256 bits: a number beyond them is no second spelling of a smaller one.
        Assert.False(SessionSecret.TryParse(new string('z', SessionSecret.Length), out _));
    }

    [Fact]
    public void The_check_is_that_of_the_standard()
    {
        // CRC-32C of "123456789" is e3069283 (RFC 9260 uses the same polynomial and inversion); the key's check must come from the same function.
        var crc = ~"123456789".Aggregate(uint.MaxValue, (sum, c) => System.Numerics.BitOperations.Crc32C(sum, (byte)c));
        Assert.Equal(0xe3069283, crc);
        var text = ApiKeyText.Make(new byte[ApiKeyText.RandomLength]).Text;
        var expected = (ulong)~text[..60].Aggregate(uint.MaxValue, (sum, c) => System.Numerics.BitOperations.Crc32C(sum, (byte)c));
        Assert.Equal(expected, text[61..].Aggregate(0UL, (sum, c) => (sum * 62) + Value(c)));

        static ulong Value(char c) => (ulong)(char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiLetterUpper(c) ? c - 'A' + 10 : c - 'a' + 36);
    }

    [Fact]
    public void A_key_is_made_of_random_bytes_of_the_right_number_and_shows_its_id_alone()
    {
        Assert.Throws<ArgumentException>(() => ApiKeyText.Make(new byte[40]));
        Assert.Throws<ArgumentException>(() => SessionSecret.Make(new byte[31]));
        var key = ApiKeyText.Make(new byte[ApiKeyText.RandomLength]);
        Assert.Equal("000000000000", $"{key}");
    }

    [Fact]
    public void The_secret_of_a_session_is_read_back_as_the_id_that_is_stored() => Gen.Byte.Array[SecretHash.Size].Sample(random =>
    {
        var (text, id) = SessionSecret.Make(random);
        return SessionSecret.TryParse(text, out var read) && read == id && SecretHash.TryParse(id.ToString(), out var stored) && stored == id
            && SecretHash.FromStored(id.ToBytes()) == id && !id.ToString().Contains(Convert.ToHexStringLower(random), StringComparison.Ordinal);
    });

    [Fact]
    public void Two_hashes_match_only_where_all_their_bytes_are_the_same() => Gen.Select(Gen.Byte.Array[32], Gen.Int[0, 255]).Sample((bytes, bit) =>
    {
        var hash = SecretHash.FromStored(bytes);
        bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        return hash.Matches(hash) && !hash.Matches(SecretHash.FromStored(bytes));
    });
}
