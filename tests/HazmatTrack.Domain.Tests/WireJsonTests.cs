using System.Text;
using System.Text.Json;

namespace HazmatTrack.Domain.Tests;

public sealed class WireJsonTests
{
    [Theory]
    [InlineData("whsec_yz0U+BRES/g=")]
    [InlineData("+86 21 5555 0100")]
    [InlineData("2026-01-05T20:00:00+08:00")]
    [InlineData("'3' is < 4 & > 2 `")]
    [InlineData("“沪A12345”的押运员")]
    public void A_text_is_shown_as_it_is(string text) => Assert.Equal($"\"{text}\"", Written(text));

    [Fact]
    public void What_would_end_the_text_or_a_line_is_escaped()
    {
        Assert.Equal("""
            "say \"3\" \\ and\nno\u2028more\u0085"
            """, Written("say \"3\" \\ and\nno\u2028more\u0085"));
    }

    /// <summary>An earlier build escaped more: what either wrote is the same text to the other.</summary>
    [Fact]
    public void A_text_of_any_build_is_read_as_it_was()
    {
        const string Text = "whsec_a+b= '沪' \"<&>\" 🚚";
        Assert.Equal(Text, JsonSerializer.Deserialize<string>(Written(Text), WireJson.NewOptions()));
        Assert.Equal(Text, JsonSerializer.Deserialize<string>(JsonSerializer.Serialize(Text), WireJson.NewOptions()));
    }

    /// <summary>By the options of a serializer, which are the same as those of a writer.</summary>
    private static string Written(string text)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, WireJson.Writing))
        {
            json.WriteStringValue(text);
        }

        var written = Encoding.UTF8.GetString(stream.ToArray());
        Assert.Equal(written, JsonSerializer.Serialize(text, WireJson.NewOptions()));
        return written;
    }
}
