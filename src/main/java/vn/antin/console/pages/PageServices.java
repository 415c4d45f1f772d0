package vn.antin.console.pages;

import vn.antin.door.Errors;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.people.AuditLog;
import vn.antin.observe.HealthMonitor;

/**
 * What the pages of a node and those of a hub need alike.
 *
 * @param audit what people do
 * @param observatory what is wrong now
 */
public record PageServices(
        Repositories repositories, AuditLog audit, Errors errors, Charts charts, HealthMonitor observatory) {}
