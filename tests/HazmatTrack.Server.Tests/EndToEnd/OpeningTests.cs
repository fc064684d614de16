using HazmatTrack.Kafka;
using HazmatTrack.Testing;
using HazmatTrack.Tracker.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>A silo that cannot open one of its partitions.</summary>
public sealed class OpeningTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_partition_that_takes_long_to_open_holds_up_no_truck_of_another()
    {
        await using var program = await TestProgram.RealAsync();
        var first = await program.StartAsync();
        var fleet = SomeFleet.Drive(12, TimeSpan.FromMinutes(30), TimeSpan.FromSeconds(30), 7, TimeProvider.System);
        var held = KeyHash.PartitionOf(System.Text.Encoding.UTF8.GetBytes(fleet.Trucks[0].Vehicle.ToString()), 8);
        await program.SendAsync([fleet.Arrivals.First(a => a.Vehicle == fleet.Trucks[0].Vehicle)]);
        await first.HasTakenAsync(1);
        await program.StopAsync(first);

        // Somebody holds the row that its take-over must change.
        await using var connection = new NpgsqlConnection(program.Postgres);
        await connection.OpenAsync(Stop);
        await using var transaction = await connection.BeginTransactionAsync(Stop);
        await using (var hold = new NpgsqlCommand("select 1 from history_owner where partition = @partition for update", connection, transaction))
        {
            hold.Parameters.AddWithValue("partition", held);
            Assert.NotNull(await hold.ExecuteScalarAsync(Stop));
        }

        var silo = await program.StartAsync();
        await program.SendAsync(fleet.Arrivals);
        bool IsHeld(Domain.Vehicles.VehicleId vehicle) => KeyHash.PartitionOf(System.Text.Encoding.UTF8.GetBytes(vehicle.ToString()), 8) == held;
        var others = fleet.Arrivals.Where(a => !IsHeld(a.Vehicle)).ToList();
        Assert.NotEmpty(others);
        await silo.HasTakenAsync(others.Count);
        Assert.True(silo.Host.App.Services.GetRequiredService<PartitionSessions>().Find(held)!.IsOpening);

        // Let go of, it is read as well.
        await transaction.RollbackAsync(Stop);
        await silo.HasTakenAsync(fleet.Arrivals.Count);
        foreach (var (vehicle, arrivals) in fleet.Trucks)
        {
            var expected = SomeFleet.Expected(vehicle, arrivals.Select(a => a.Report));
            await Eventually.BecomesTrueAsync(async () => (await program.StandingAsync(vehicle)).SequenceEqual(expected), $"the alerts of {vehicle}");
        }
    }
}
