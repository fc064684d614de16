using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Testing.Alerts;
using HazmatTrack.Web.Alerts;

namespace HazmatTrack.Server.Tests.Alerts;

/// <summary>What a client of the stream was told of, and is told to be gone.</summary>
public sealed class ToldOfTests
{
    [Fact]
    public void A_truck_that_is_told_after_thousands_of_others_is_gone_too_when_it_is_out_of_sight()
    {
        var told = new ToldOf();
        for (var i = 0; i < 5001; i++)
        {
            told.Tell([Frame(new VehicleId($"沪A1{i:0000}", PlateColour.Yellow))]);
        }

        var last = new VehicleId("沪A15000", PlateColour.Yellow);
        Assert.Equal(5000, told.Vehicles.Count);
        Assert.Contains((last, null), told.Leave(told.Vehicles.Where(v => v != last).ToHashSet()));
    }

    private static AlertFrame Frame(VehicleId vehicle) =>
        AlertFrame.FromEvent(AlertStateMachine.After(null, SomeAlerts.Raise(vehicle: vehicle))!.Event!, RuleList.Catalog);
}
