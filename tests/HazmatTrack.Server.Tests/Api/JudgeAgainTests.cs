using System.Net;
using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http.Errors;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Server.Tests.Http;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Web.Vehicles;

namespace HazmatTrack.Server.Tests.Api;

/// <summary>What an operator is promised who has a vehicle evaluated again.</summary>
public sealed class JudgeAgainTests(ReadApiTests.Running running) : IClassFixture<ReadApiTests.Running>
{
    private static readonly VehicleId s_truck = new("苏E10001", PlateColour.Yellow);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_truck_that_never_reported_is_not_found_rather_than_promised_to_be_evaluated()
    {
        var http = running.Program.Silos[0].Http;
        using var unknown = await http.PostAsync(new Uri("/api/v1/vehicles/%E6%B2%AAZ00000_2/judge-again", UriKind.Relative), null, Stop);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal("not-found", (await ProblemForm.ReadAsync(unknown, "judge-again")).GetProperty("code").GetString());
        var known = Uri.EscapeDataString(running.Fleet.Trucks[0].Vehicle.ToString());
        using var promised = await http.PostAsync(new Uri($"/api/v1/vehicles/{known}/judge-again", UriKind.Relative), null, Stop);
        Assert.Equal(HttpStatusCode.Accepted, promised.StatusCode);
    }

    [Fact]
    public async Task A_silo_that_does_not_answer_keeps_nobody_from_asking_the_one_that_has_the_truck()
    {
        var asked = 0;
        Assert.True(await Recovery(() => asked++ == 0 ? throw new SiloUnavailableException("gone") : true).JudgeAgainAsync(s_truck, null, false, Stop));
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task A_silo_that_does_not_answer_and_may_have_the_truck_makes_the_answer_unknown_and_not_a_fault()
    {
        var asked = 0;
        await Assert.ThrowsAnyAsync<UnavailableException>(() => Recovery(() => asked++ == 0 ? throw new SiloUnavailableException("gone") : false)
            .JudgeAgainAsync(s_truck, null, false, Stop));
        Assert.Equal(2, asked);
    }

    /// <summary>Two silos that may have the truck, whose answers come from a function.</summary>
    private static Recovery Recovery(Func<bool> answer)
    {
        IReadOnlyList<PartitionRecord> moving = [new(0, 1, 0, new(1, 2), "one"), new(TopicState.HomeOf(s_truck, 2) == 1 ? 1 : 0, 1, 0, new(2), "two")];
        var store = TrackHistoryTests.Answers.With<IHistoryStore>((_, _) => Task.FromResult(moving));
        var silos = new OwnSilo(TrackHistoryTests.Answers.With<IGrainFactory>((_, _) => new Silo(answer)));
        return new(new(store, silos, TimeProvider.System), silos);
    }

    private sealed class Silo(Func<bool> answer) : IRecoveryGrain
    {
        public ValueTask<bool> JudgeAgainAsync(VehicleId vehicle, Instant? from, bool acceptsLoss) => ValueTask.FromResult(answer());
    }
}
