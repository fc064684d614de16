using HazmatTrack.FaultDrill.Verdicts;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>A drill that could not fail would prove nothing.</summary>
public sealed class CheckTests
{
    [Fact]
    public void The_same_texts_in_any_order_are_good() => Assert.True(Check.Of("texts", ["b", "a", "a"], ["a", "b", "a"]).IsGood);

    [Theory]
    [InlineData("a b c", "a c", "missing: b")]
    [InlineData("a b", "a b c", "too many: c")]
    [InlineData("a b", "a b b", "too many: b")]
    [InlineData("a b b", "a b", "missing: b")]
    [InlineData("a b", "a x", "missing: b,too many: x")]
    [InlineData("a", "", "missing: a")]
    public void What_is_missing_changed_or_there_twice_is_told(string expected, string found, string differences)
    {
        var options = StringSplitOptions.RemoveEmptyEntries;
        var check = Check.Of("texts", expected.Split(' ', options), found.Split(' ', options));
        Assert.False(check.IsGood);
        Assert.Equal(differences, string.Join(',', check.Differences));
    }
}
