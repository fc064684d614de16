using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using HazmatTrack.Server.Hosting;
using HazmatTrack.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>Silos that talk to each other by TLS: with those of their cluster, and with nobody else.</summary>
public sealed class SiloTlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-tls-").FullName;
    private readonly SomeCertificates _own;
    private readonly SomeCertificates _other;

    public SiloTlsTests() => (_own, _other) = (new(_folder), new(_folder, "Another authority"));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _own.Dispose();
        _other.Dispose();
        Directory.Delete(_folder, true);
    }

    [Fact]
    public async Task Silos_of_one_authority_carry_a_fleet_together_and_take_no_call_of_anybody_else()
    {
        await using var program = await TestProgram.RealAsync();
        var first = await program.StartAsync(Arguments(_own));
        var second = await program.StartAsync(Arguments(_own));
        await Eventually.BecomesTrueAsync(async () => await second.CountAsync("hazmattrack_partitions_owned") == 4, "the second silo has its half", 60);
        var fleet = SomeFleet.Drive(12, TimeSpan.FromHours(1), TimeSpan.FromSeconds(30), 15, TimeProvider.System);
        await program.SendAsync(fleet.Arrivals);
        await RoadTests.HasWhatItMustAsync(program, fleet, 60);
        Assert.All(program.Silos, s => Assert.Equal(2, s.KnownSilos));
        await Eventually.BecomesTrueAsync(async () => await second.CountAsync("hazmattrack_silos_active") == 2, "the metrics show both silos", 30);
        var ends = new DateTimeOffset(_own.Authority.NotAfter).ToUnixTimeSeconds();
        Assert.Equal(ends, await second.CountAsync("hazmattrack_certificate_expiry_timestamp_seconds", "silo-authority"));
        Assert.InRange(await second.CountAsync("hazmattrack_certificate_expiry_timestamp_seconds", "\"silo\""), 1, ends);

        var port = first.Host.App.Services.GetRequiredService<IOptions<EndpointOptions>>().Value.SiloPort;
        var address = first.Host.App.Services.GetRequiredService<IOptions<EndpointOptions>>().Value.AdvertisedIPAddress;
        Assert.True(await IsTakenAsync(address, port, Read(_own.Write("a-silo"))));
        Assert.False(await IsTakenAsync(address, port, null));
        Assert.False(await IsTakenAsync(address, port, Read(_other.Write("a-silo"))));
        Assert.False(await IsTakenAsync(address, port, Read(_own.Write("a-silo", TimeProvider.System.GetUtcNow().AddHours(-1)))));
    }

    [Theory]
    [InlineData("false", true)]
    [InlineData("true", false)]
    public async Task A_silo_for_which_no_address_is_named_is_reached_by_this_machine_alone_unless_the_network_is_said_to_be_closed(string isClosed, bool isOwn)
    {
        await using var program = await TestProgram.RealAsync();
        var silo = await program.StartAsync("--Cluster:AdvertisedAddress=", $"--Cluster:ClosedNetwork={isClosed}");
        var endpoints = silo.Host.App.Services.GetRequiredService<IOptions<EndpointOptions>>().Value;
        Assert.Equal(isOwn, IPAddress.IsLoopback(endpoints.AdvertisedIPAddress));
    }

    [Fact]
    public void A_silo_whose_own_certificate_the_others_would_not_take_does_not_start()
    {
        foreach (var (certificate, said) in new[]
        {
            (_other.Write("silo"), "not signed by"),
            (_own.Write("silo", TimeProvider.System.GetUtcNow().AddHours(-1)), "not valid now"),
            ((Path.Combine(_folder, "none"), Path.Combine(_folder, "none")), "are not a certificate and its private key"),
        })
        {
            var options = new Settings.ClusterOptions { CertificateFile = certificate.Item1, KeyFile = certificate.Item2, AuthorityFile = _own.AuthorityFile };
            var refused = Assert.Throws<Settings.SettingsException>(() => { SiloCertificates.Read(options); });
            Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Whether a silo goes on with a caller who has this certificate: it closes the connection to one whom it does not take.</summary>
    private static async Task<bool> IsTakenAsync(IPAddress address, int port, X509Certificate2? certificate)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address, port, Stop);
#pragma warning disable CA5359 // What is tried is whom the silo takes, not whom this caller does.
        await using var tls = new SslStream(client.GetStream(), false, (_, _, _, _) => true);
#pragma warning restore CA5359
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = "silo",
                    ClientCertificates = certificate is null ? null : [certificate],
                    LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate!,
                },
                Stop);

            // By TLS 1.3 the caller learns whether it is taken by what comes after: a silo's greeting, or an alert and the end.
            return await tls.ReadAsync(new byte[1], Stop) == 1;
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            return false;
        }
    }

    private static X509Certificate2 Read((string Certificate, string Key) files)
    {
        using var read = X509Certificate2.CreateFromPemFile(files.Certificate, files.Key);
        return X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
    }

    private static string[] Arguments(SomeCertificates authority)
    {
        var (certificate, key) = authority.Write("silo");
        return [$"--Cluster:CertificateFile={certificate}", $"--Cluster:KeyFile={key}", $"--Cluster:AuthorityFile={authority.AuthorityFile}"];
    }
}
