using System.ComponentModel.DataAnnotations;
using System.Net;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Subscriptions;

namespace HazmatTrack.Subscriptions.Settings;

/// <summary>Section <c>Mail</c>: the server by which mail is sent. Without a host there is no mail.</summary>
internal sealed class MailOptions : IValidatableObject
{
    public const string Section = "Mail";

    public string Host { get; set; } = "";

    [Range(1, 65535)]
    public int Port { get; set; } = 587;

    /// <summary>How the connection is encrypted: by STARTTLS, which is required then, from its beginning, or not.</summary>
    public MailTls Tls { get; set; } = MailTls.StartTls;

    /// <summary>The name with the server; empty where it asks for none.</summary>
    public string User { get; set; } = "";

    /// <summary>The file with the password.</summary>
    public string PasswordFile { get; set; } = "";

    /// <summary>The address that mail comes from.</summary>
    public string From { get; set; } = "";

    /// <summary>The shortest time between two mails of a subscription; alerts in between are in one mail.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Every { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The most events in one mail; the others are in the next.</summary>
    [Range(1, 1000)]
    public int MostAlerts { get; set; } = 100;

    public bool IsSet => Host != "";

    /// <summary>Whether mail, or the password, would leave this machine unencrypted.</summary>
    public bool IsUnencrypted => IsSet && Tls == MailTls.None
        && (User != "" || !(Host == "localhost" || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address))));

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsSet && Uri.CheckHostName(Host) == UriHostNameType.Unknown)
        {
            yield return new LocalFault(
                new(
                    $"'{Host}' 不是主机名，如 smtp.example.cn：不含协议、端口和路径。",
                    $"'{Host}' is not the name of a host, such as smtp.example.cn: without scheme, port and path."),
                nameof(Host));
        }

        if (IsSet && !MailAddresses.IsAddress(From))
        {
            yield return new LocalFault(
                new($"'{From}' 不是邮件地址，如 alerts@example.cn。", $"'{From}' is not a mail address, such as alerts@example.cn."), nameof(From));
        }

        if (User == "" != (PasswordFile == ""))
        {
            yield return new LocalFault(
                new("用户与其密码文件须同时设置，或都不设。", "A user and the file with its password are set both or neither."), nameof(User), nameof(PasswordFile));
        }
    }
}

/// <summary>How the connection to a mail server is encrypted.</summary>
internal enum MailTls
{
    StartTls,
    Tls,
    None,
}
