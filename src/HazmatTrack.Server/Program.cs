using HazmatTrack.Server.Embedded;
using HazmatTrack.Server.Hosting;
using HazmatTrack.Server.Replay;
using HazmatTrack.Server.Settings;

if (args is ["replay", .. var replay])
{
    using var stop = new CancellationTokenSource();
    Console.CancelKeyPress += (_, e) =>
    {
        e.Cancel = true;
        stop.Cancel();
    };
    return await ReplayCommand.RunAsync(replay, Console.Out, Console.Error, TimeProvider.System, stop.Token);
}

try
{
    await using var host = await ServerHost.OpenAsync(args, null, CancellationToken.None);
    await host.App.RunAsync();
    return 0;
}
catch (Exception e) when (e is SettingsException or BackingException or DataFolderException or EmbeddedStartException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
