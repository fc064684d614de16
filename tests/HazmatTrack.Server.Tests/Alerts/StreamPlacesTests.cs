using HazmatTrack.Server.Tests.Access;
using HazmatTrack.Web.Alerts;

namespace HazmatTrack.Server.Tests.Alerts;

/// <summary>How many streams a caller has open at once.</summary>
public sealed class StreamPlacesTests
{
    [Fact]
    public void A_caller_has_so_many_streams_and_another_has_as_many()
    {
        var places = new StreamPlaces(new() { StreamsPerCaller = 2 });
        var (one, other) = (SomePeople.Everybody.Caller, SomePeople.Everybody.Caller with { Subject = "another" });
        var first = places.Take(one);
        Assert.NotNull(first);
        Assert.NotNull(places.Take(one));
        Assert.Null(places.Take(one));
        Assert.NotNull(places.Take(other));
        first.Dispose();
        first.Dispose();
        Assert.NotNull(places.Take(one));
        Assert.Null(places.Take(one));
    }
}
