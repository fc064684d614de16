using HazmatTrack.Access.Recording;
using HazmatTrack.Domain.Vehicles;
using Microsoft.Extensions.Time.Testing;

namespace HazmatTrack.Server.Tests.Access;

/// <summary>A list that a page reads every few seconds is one look at each of its vehicles, and the record has each.</summary>
public sealed class RepeatedLooksTests
{
    private static readonly VehicleId s_one = new("沪A10001", PlateColour.Yellow), s_two = new("沪A10002", PlateColour.Yellow);

    [Fact]
    public void A_vehicle_is_recorded_when_a_session_sees_it_first_and_again_once_that_is_an_hour_ago()
    {
        var time = new FakeTimeProvider();
        var looks = new RepeatedLooks(time);
        Assert.Equal([s_one], looks.New("a", [s_one, s_one]));

        // Until it is recorded, it is not.
        Assert.Equal([s_one], looks.New("a", [s_one]));
        looks.Recorded("a", [s_one]);
        Assert.Equal([s_two], looks.New("a", [s_one, s_two]));
        Assert.Equal([s_one, s_two], looks.New("b", [s_one, s_two]));
        time.Advance(RepeatedLooks.Length - TimeSpan.FromSeconds(1));
        Assert.Empty(looks.New("a", [s_one]));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([s_one], looks.New("a", [s_one]));
    }
}
