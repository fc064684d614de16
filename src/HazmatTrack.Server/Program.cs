using HazmatTrack.Server.Embedded;
using HazmatTrack.Server.Hosting;
using HazmatTrack.Server.Settings;

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
