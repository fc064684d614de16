using HazmatTrack.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Statistics;

namespace HazmatTrack.Server.Tests.Watching;

public sealed class UnmeasuredMachineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-unmeasured-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    /// <summary>The runtime's own answer opens a file for each thread of the process, several times a second.</summary>
    [Fact]
    public async Task A_silo_does_not_measure_its_machine_for_decisions_that_it_does_not_make()
    {
        await using var host = await ServerHost.OpenAsync(
            [$"--Server:DataFolder={_folder}", "--Server:Port=0", "--Demo:Enabled=false"], null, TestContext.Current.CancellationToken);
        Assert.IsType<UnmeasuredMachine>(Assert.Single(host.App.Services.GetServices<IEnvironmentStatisticsProvider>()));
    }
}
