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

    [Fact]
    public void A_truck_that_comes_back_is_not_forgotten_with_those_of_its_first_time()
    {
        var (told, truck) = (new ToldOf(), new VehicleId("沪A99999", PlateColour.Yellow));
        told.Tell([Frame(truck)]);
        told.Leave(new HashSet<VehicleId>());
        told.Tell([Frame(truck)]);
        for (var i = 0; i < 4999; i++)
        {
            told.Tell([Frame(new VehicleId($"沪A1{i:0000}", PlateColour.Yellow))]);
        }

        Assert.Contains((truck, null), told.Leave(told.Vehicles.Where(v => v != truck).ToHashSet()));
    }

    [Fact]
    public void An_alert_that_comes_back_is_not_forgotten_with_those_of_its_first_time()
    {
        var (told, alert) = (new ToldOf(), Frame(new VehicleId("沪A99999", PlateColour.Yellow)));
        told.Tell([alert]);
        told.Leave([alert]);
        told.Tell([alert]);
        for (var i = 0; i < 4999; i++)
        {
            told.Tell([Frame(new VehicleId($"沪A1{i:0000}", PlateColour.Yellow))]);
        }

        Assert.Equal([(alert.Vehicle, alert.Alert)], told.Leave([alert]));
    }

    private static AlertFrame Frame(VehicleId vehicle) =>
        AlertFrame.FromEvent(AlertStateMachine.After(null, SomeAlerts.Raise(vehicle: vehicle))!.Event!, RuleList.Catalog);
}
