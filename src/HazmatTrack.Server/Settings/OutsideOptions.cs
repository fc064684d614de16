using System.ComponentModel.DataAnnotations;
using System.Net;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;

namespace HazmatTrack.Server.Settings;

/// <summary>
/// Section <c>Outside</c>: how other machines reach the page and the API. While nothing is set, only this machine does. Once anything is, the program
/// starts with safe settings only (<see cref="ProductionGuard"/>).
/// </summary>
internal sealed class OutsideOptions : IValidatableObject
{
    public const string Section = "Outside";

    /// <summary>Addresses with ports to listen on besides loopback, such as <c>0.0.0.0:443</c> or <c>[::]:443</c>; with TLS by the certificate.</summary>
    public string[] Listen { get; set; } = [];

    /// <summary>The names by which browsers and programs reach the program, such as <c>track.example.cn</c>; a request for another is refused.</summary>
    public string[] Hosts { get; set; } = [];

    /// <summary>
    /// Addresses or ranges of the proxies in front, which bring TLS: only what these say of a caller's address and scheme is believed.
    /// </summary>
    public string[] Proxies { get; set; } = [];

    /// <summary>The file of the certificate with its chain, PEM. A new one is taken up within a minute.</summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>The file of the certificate's private key, PEM, unencrypted and readable by this program alone.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>
    /// The file of a certificate with its private key, PEM, which encrypts the keys that protect cookies in the database. All processes have the same.
    /// </summary>
    public string KeyRingFile { get; set; } = "";

    /// <summary>
    /// The address with port for metrics and probes, which then are nowhere else, such as <c>0.0.0.0:9090</c>; empty for the port of the page.
    /// </summary>
    public string Operation { get; set; } = "";

    /// <summary>Whether other machines reach the program.</summary>
    public bool IsOpen => Listen.Length > 0 || Proxies.Length > 0;

    /// <summary>The addresses to listen on.</summary>
    public IReadOnlyList<IPEndPoint> ReadListen() => [.. Listen.Select(IPEndPoint.Parse)];

    /// <summary>The proxies in front.</summary>
    public IReadOnlyList<AddressRange> ReadProxies() => [.. Proxies.Select(AddressRange.Parse)];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var address in Listen.Append(Operation).Where(a => a != "" && !IsEndpoint(a)))
        {
            var name = address == Operation ? nameof(Operation) : nameof(Listen);
            yield return new LocalFault(
                new(
                    $"'{address}' 不是带端口的地址，如 0.0.0.0:443 或 [::]:443。", $"'{address}' is not an address with a port, such as 0.0.0.0:443 or [::]:443."),
                name);
        }

        foreach (var host in Hosts.Where(h => Uri.CheckHostName(h) == UriHostNameType.Unknown && h != "*"))
        {
            yield return new LocalFault(
                new(
                    $"'{host}' 不是主机名，如 track.example.cn：不含协议、端口和路径。",
                    $"'{host}' is not the name of a host, such as track.example.cn: without scheme, port and path."),
                nameof(Hosts));
        }

        foreach (var proxy in Proxies)
        {
            if (!AddressRange.TryParse(proxy, out var range, out var why))
            {
                yield return new LocalFault(new($"'{proxy}'：{why.Chinese}", $"'{proxy}': {why.English}"), nameof(Proxies));
            }
            else if (range.Network.PrefixLength < 8)
            {
                yield return new LocalFault(
                    new(
                        $"'{proxy}' 不是代理的地址范围：其中任何人自称的来源地址都会被采信。",
                        $"'{proxy}' is no range of proxies: whoever is in it would be believed what address it comes from."),
                    nameof(Proxies));
            }
        }

        if (Operation != "" && Listen.Contains(Operation))
        {
            yield return new LocalFault(
                new(
                    $"'{Operation}' 是 Outside:Listen 之一；指标和探针须有自己的端口。",
                    $"'{Operation}' is one of Outside:Listen; metrics and probes have a port of their own."),
                nameof(Operation));
        }
        else if (IsEndpoint(Operation) && Listen.Any(l => IsEndpoint(l) && IPEndPoint.Parse(l).Port == IPEndPoint.Parse(Operation).Port))
        {
            yield return new LocalFault(
                new(
                    $"'{Operation}' 的端口与 Outside:Listen 之一相同；指标和探针须有自己的端口。",
                    $"'{Operation}' has the port of one of Outside:Listen; metrics and probes have a port of their own."),
                nameof(Operation));
        }

        if (CertificateFile == "" != (KeyFile == ""))
        {
            yield return new LocalFault(
                new("证书与其私钥须同时设置，或都不设。", "A certificate and its private key are set both or neither."), nameof(CertificateFile), nameof(KeyFile));
        }
    }

    private static bool IsEndpoint(string text) =>
        IPEndPoint.TryParse(text, out var endpoint) && endpoint.Port > 0 && text.EndsWith($":{endpoint.Port}", StringComparison.Ordinal);
}
