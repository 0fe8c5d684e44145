"""The command line and bitcoin.conf: what is accepted, what is refused, and in which words."""

from __future__ import annotations

from framework.node import Node
from framework.scene import Scene, equal

COMMAND_LINE = "Error: Error parsing command line arguments: "
CONFIG_FILE = "Error: Error reading configuration file: "


def subversion(node: Node) -> str:
    """Shows which -uacomment values counted."""
    return node.rpc.getnetworkinfo()["subversion"]


def test_unknown_option_is_refused(scene: Scene) -> None:
    equal(scene.node().start_error("-nosuchoption=1"), COMMAND_LINE + "Invalid parameter -nosuchoption=1")


def test_word_without_dash_is_refused(scene: Scene) -> None:
    error = scene.node().start_error("getblockcount")
    equal(
        error,
        "Error: Command line contains unexpected token 'getblockcount', "
        "see bitcoind -h for a list of options.",
    )


def test_unknown_setting_in_the_file_is_only_logged(scene: Scene) -> None:
    node = scene.node()
    node.write_config("strangesetting=1")
    node.start()
    assert "Ignoring unknown configuration value regtest.strangesetting" in node.log.text()


def test_last_value_of_the_command_line_wins(scene: Scene) -> None:
    node = scene.node()
    node.start("-rpcport=1", f"-rpcport={node.rpc_port}")
    equal(node.rpc.getblockcount(), 0)


def test_first_value_of_the_file_wins(scene: Scene) -> None:
    node = scene.node()
    node.write_config("rpcport=1")
    node.start()
    equal(node.rpc.getblockcount(), 0)


def test_lists_hold_command_line_then_file(scene: Scene) -> None:
    node = scene.node()
    node.write_config("uacomment=section", top=("uacomment=top",))
    node.start("-uacomment=one", "-uacomment=two")
    assert subversion(node).endswith("(one; two; section; top)/"), subversion(node)


def test_negation_clears_what_came_before(scene: Scene) -> None:
    node = scene.node()
    node.write_config("uacomment=section")
    node.start("-uacomment=one", "-nouacomment", "-uacomment=two")
    assert subversion(node).endswith("(two; section)/"), subversion(node)


def test_negation_on_the_command_line_clears_the_file(scene: Scene) -> None:
    node = scene.node()
    node.write_config("uacomment=section")
    node.start("-nouacomment")
    assert "section" not in subversion(node), subversion(node)


def test_section_of_another_chain_is_ignored(scene: Scene) -> None:
    node = scene.node()
    node.write_config("[signet]", "uacomment=signet")
    node.start()
    assert "signet" not in subversion(node)


def test_dotted_name_belongs_to_its_section(scene: Scene) -> None:
    node = scene.node()
    node.write_config(top=("regtest.uacomment=dotted", "signet.uacomment=other"))
    node.start()
    assert subversion(node).endswith("(dotted)/"), subversion(node)


def test_included_files_add_their_values(scene: Scene) -> None:
    node = scene.node()
    (node.datadir / "more.conf").write_text("uacomment=more\n")
    node.write_config("uacomment=main", "includeconf=more.conf")
    node.start()
    assert subversion(node).endswith("(main; more)/"), subversion(node)


def test_included_file_cannot_include(scene: Scene) -> None:
    node = scene.node()
    (node.datadir / "more.conf").write_text("includeconf=third.conf\n")
    node.write_config("includeconf=more.conf")
    node.start()
    node.stop(
        stderr="warning: -includeconf cannot be used from included files; ignoring -includeconf=third.conf"
    )


def test_missing_included_file_is_refused(scene: Scene) -> None:
    node = scene.node()
    node.write_config("includeconf=missing.conf")
    equal(node.start_error(), CONFIG_FILE + "Failed to include configuration file missing.conf")


def test_includeconf_on_the_command_line_is_refused(scene: Scene) -> None:
    error = scene.node().start_error("-includeconf=more.conf")
    equal(error, COMMAND_LINE + '-includeconf cannot be used from commandline; -includeconf="more.conf"')


def test_line_without_value_is_refused_with_its_number(scene: Scene) -> None:
    node = scene.node()
    node.config_file.write_text("regtest=1\n\ngarbage\n")
    equal(node.start_error(), CONFIG_FILE + "parse error on line 3: garbage")


def test_line_with_a_dash_is_refused(scene: Scene) -> None:
    node = scene.node()
    node.config_file.write_text("-regtest=1\n")
    equal(
        node.start_error(),
        CONFIG_FILE + "parse error on line 1: -regtest=1, "
        "options in configuration file must be specified without leading -",
    )


def test_hash_in_rpcpassword_is_refused(scene: Scene) -> None:
    node = scene.node()
    node.write_config("rpcuser=u", "rpcpassword=a#b")
    line = len(node.config_file.read_text().splitlines())
    equal(
        node.start_error(),
        CONFIG_FILE + f"parse error on line {line}, using # in rpcpassword can be "
        "ambiguous and should be avoided",
    )


def test_comments_and_spaces_do_not_count(scene: Scene) -> None:
    node = scene.node()
    node.write_config("  uacomment =  spaced   # and a comment", "# a whole line")
    node.start()
    assert subversion(node).endswith("(spaced)/"), subversion(node)


def test_conf_in_the_file_is_refused(scene: Scene) -> None:
    node = scene.node()
    node.write_config("conf=other.conf")
    equal(
        node.start_error(),
        CONFIG_FILE + "conf cannot be set in the configuration file; "
        "use includeconf= if you want to include additional config files",
    )


def test_missing_conf_file_is_refused_when_named(scene: Scene) -> None:
    node = scene.node()
    missing = scene.directory / "missing.conf"
    equal(
        node.start_error(f"-conf={missing}"),
        CONFIG_FILE + f'specified config file "{missing}" could not be opened.',
    )


def test_configuration_file_that_is_a_folder_is_refused(scene: Scene) -> None:
    node = scene.node()
    node.config_file.unlink()
    node.config_file.mkdir()
    equal(node.start_error("-regtest"), CONFIG_FILE + f'Config file "{node.config_file}" is a directory.')


def test_two_chains_are_refused(scene: Scene) -> None:
    error = scene.node().start_error("-signet")
    assert "Invalid combination of -regtest, -signet, -testnet, -testnet4 and -chain" in error, error


def test_unknown_chain_is_refused(scene: Scene) -> None:
    node = scene.node()
    node.config_file.write_text("")
    equal(node.start_error("-chain=moon"), "Error: Unknown chain moon.")


def test_user_agent_comments_are_checked(scene: Scene) -> None:
    node = scene.node()
    for character in "/:()₿":
        equal(
            node.start_error(f"-uacomment={character}"),
            f"Error: User Agent comment ({character}) contains unsafe characters.",
        )
    error = node.start_error("-uacomment=" + "a" * 256)
    assert error.endswith("exceeds maximum length (256). Reduce the number or size of uacomments."), error


def test_settings_file_counts_between_command_line_and_configuration(scene: Scene) -> None:
    node = scene.node()
    node.write_config(f"rpcport={node.rpc_port}")
    node.chain_dir.mkdir()
    (node.chain_dir / "settings.json").write_text('{"uacomment": ["from settings"], "strange": 1}')
    node.start()
    assert subversion(node).endswith("(from settings)/"), subversion(node)
    log = node.log.text()
    assert "Ignoring unknown rw_settings value strange" in log
    assert 'Setting file arg: uacomment = ["from settings"]' in log


def test_damaged_settings_file_is_refused_with_the_remedy(scene: Scene) -> None:
    node = scene.node()
    node.chain_dir.mkdir()
    (node.chain_dir / "settings.json").write_text("{")
    error = node.start_error()
    assert "does not contain valid JSON. This may be caused by a crash, power loss, full disk, " in error, (
        error
    )
    node.start("-nosettings")


def test_settings_file_with_a_key_twice_is_refused(scene: Scene) -> None:
    node = scene.node()
    node.chain_dir.mkdir()
    (node.chain_dir / "settings.json").write_text('{"key": 1, "key": 2}')
    assert "Found duplicate key key in settings file" in node.start_error()


def test_bad_rpcbind_port_is_refused(scene: Scene) -> None:
    node = scene.node()
    for address in ("127.0.0.1:notaport", "127.0.0.1:0", "127.0.0.1:65536", "[::1]:-1"):
        error = node.start_error("-rpcallowip=127.0.0.1", f"-rpcbind={address}")
        equal(error, f"Error: Invalid port specified in -rpcbind: '{address}'")


def test_private_broadcast_is_refused_rather_than_ignored(scene: Scene) -> None:
    node = scene.node()
    asked = "Error: Private broadcast of own transactions requested (-privatebroadcast), but "
    equal(node.start_error("-privatebroadcast"), asked + "none of Tor or I2P networks is reachable")
    # The nodes of these tests connect to nobody by themselves.
    error = node.start_error("-privatebroadcast", "-onion=127.0.0.1:9050")
    equal(error.startswith(asked + "-connect is also configured."), True)
    node.start("-noprivatebroadcast")


def test_connections_cannot_be_fewer_than_none(scene: Scene) -> None:
    node = scene.node()
    equal(node.start_error("-maxconnections=-1"), "Error: -maxconnections must be greater or equal than zero")


def test_no_connections_mean_no_listening(scene: Scene) -> None:
    node = scene.node()
    node.config_file.write_text(
        f"regtest=1\n[regtest]\nrpcport={node.rpc_port}\nport={node.p2p_port}\nfixedseeds=0\nlistenonion=0\n"
    )
    because = "parameter interaction: -connect or -maxconnections=0 set -> setting "
    node.start("-bind=127.0.0.1", "-dnsseed=0", "-maxconnections=5")
    assert because not in node.log.text()
    node.stop()
    node.start("-maxconnections=0")
    assert because + "-dnsseed=0" in node.log.text()
    assert because + "-listen=0" in node.log.text()
