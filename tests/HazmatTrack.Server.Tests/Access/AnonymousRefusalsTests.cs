using HazmatTrack.Access.Recording;
using HazmatTrack.Access.Settings;
using Microsoft.Extensions.Time.Testing;

namespace HazmatTrack.Server.Tests.Access;

/// <summary>How many entries of refused calls anybody can make.</summary>
public sealed class AnonymousRefusalsTests
{
    private static readonly AccessOptions s_options = new();

    [Fact]
    public void The_first_refusals_of_an_address_have_entries_of_their_own_and_one_stands_for_those_that_follow()
    {
        var time = new FakeTimeProvider();
        var refusals = new AnonymousRefusals(s_options, time);
        var entries = new List<long>();
        for (var i = 0; i < 1000; i++)
        {
            if (refusals.IsTime("192.0.2.1", out var count))
            {
                entries.Add(count);
            }
        }

        Assert.Equal(Enumerable.Repeat(1L, s_options.RefusalsPerMinute), entries);
        Assert.True(refusals.IsTime("192.0.2.2", out _));
        time.Advance(AnonymousRefusals.Length);
        Assert.True(refusals.IsTime("192.0.2.1", out var rest));
        Assert.Equal(1001 - s_options.RefusalsPerMinute, rest);
    }

    [Fact]
    public void Addresses_without_end_make_no_entries_without_end()
    {
        var refusals = new AnonymousRefusals(s_options, new FakeTimeProvider());
        var entries = Enumerable.Range(0, 100_000).Count(i => refusals.IsTime($"address {i}", out _));
        Assert.InRange(entries, 10_000, 10_000 + s_options.RefusalsPerMinute);
    }
}
